using System.CommandLine;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark env</c>: what a machine is.</summary>
internal static class EnvCommand
{
    public static Command Create() => new("env", "What a machine is, and how it differs from another.") { EnvDiffCommand.Create() };
}
