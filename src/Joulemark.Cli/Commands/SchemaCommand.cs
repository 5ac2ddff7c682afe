using System.CommandLine;
using Joulemark.Planning;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark schema</c>: the JSON Schema of a spec.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "The same: a schema is one JSON document." };
        var command = new Command("schema", "Print the JSON Schema of a spec, for editors.") { json };
        command.SetAction((_, _) => Console.Out.WriteLineAsync(SpecSchema.ToJson()));
        return command;
    }
}
