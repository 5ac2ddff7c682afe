using System.ComponentModel;
using System.Diagnostics;

namespace Joulemark.Serving.Launching;

/// <summary>A short command of this machine, run to its end.</summary>
internal static class LocalCommand
{
    /// <summary>Runs a command.</summary>
    /// <param name="words">Its program and words.</param>
    /// <param name="limit">Longest it may take; then it is killed.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public static async Task<LocalCommandResult> RunAsync(IReadOnlyList<string> words, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new LocalCommandResult(null, "", $"{words[0]} cannot be run: {e.Message}");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        try
        {
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return new LocalCommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return new LocalCommandResult(null, "", $"{words[0]} did not end within {limit.TotalSeconds:0.#} s");
        }
    }
}
