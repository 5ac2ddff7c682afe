namespace Joulemark.Cli;

/// <summary>How to start this very program again.</summary>
internal static class SelfCommand
{
    /// <summary>The program's file, or <c>dotnet</c> and the program's library where it was started so.</summary>
    public static IReadOnlyList<string> Get()
    {
        var host = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
        return Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [host];
    }
}
