using System.CommandLine;
using Joulemark.Planning;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark schema</c>: the JSON Schema of a spec.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON Schema of a spec, for editors.");
        command.SetAction((_, _) => Console.Out.WriteLineAsync(SpecSchema.ToJson()));
        return command;
    }
}
