using Joulemark.Diagnostics;
using Joulemark.Storage;

namespace Joulemark.Cli.Rendering;

/// <summary>Standard output for whole documents, as they are.</summary>
internal static class StandardOutput
{
    /// <summary>Writes all of it.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it cannot be written.</exception>
    public static async Task WriteAsync(ReadOnlyMemory<byte> document)
    {
        try
        {
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(document);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw Unwritable(e);
        }
    }

    /// <summary>What is said where it cannot be written: what was asked for is lost.</summary>
    public static JoulemarkException Unwritable(Exception e) => new(ExitCode.BadUsage, new Diagnostic("JM4004", DiagnosticSeverity.Error,
        $"standard output cannot be written: {e.Message}", "What was asked for was made, and not shown: ask again, with another place for the output."));
}
