using Joulemark.Diagnostics;

namespace Joulemark.Machines.Linux;

/// <summary>Looks commands up as the system will.</summary>
internal static class CommandFile
{
    /// <summary>True where a command could be started.</summary>
    public static bool Exists(string command) => Problem(command) is null;

    /// <summary>Refuses a command that cannot be started.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: there is no such command.</exception>
    public static void Require(string command)
    {
        if (Problem(command) is { } problem)
            throw CannotRun(command, problem);
    }

    public static JoulemarkException CannotRun(string command, string reason) => new(ExitCode.BadUsage, new Diagnostic("JM3013", DiagnosticSeverity.Error,
        $"the command '{command}' cannot be run: {reason}", "Check its name and the PATH; give a shell's own commands as: sh -c '…'"));

    private static string? Problem(string command)
    {
        if (OperatingSystem.IsWindows())
            return null;
        List<string> candidates = command.Contains('/', StringComparison.Ordinal) ? [command]
            : [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, command))];
        var files = candidates.FindAll(File.Exists);
        if (files.Count == 0)
            return candidates.Exists(Directory.Exists) ? "it is a directory" : command.Contains('/', StringComparison.Ordinal) ? "no such file" : "no such file on the PATH";
        return files.Exists(IsExecutable) ? null : $"{files[0]} is not executable";
    }

    private static bool IsExecutable(string file) => OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None;
}
