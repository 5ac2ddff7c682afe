using System.Diagnostics;
using Joulemark.Diagnostics;
using Joulemark.Storage;

namespace Joulemark.Serving.Launching;

/// <summary>
/// A server process of ours. Its standard input is a lifeline: it ends when the pipe closes, so that no server outlives
/// Joulemark, not even after kill -9.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly string _name;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<string> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StreamWriter? _log;
    private bool _stopping;

    private ServerProcess(Process process, string name, string announcement, string? logFile)
    {
        _process = process;
        _name = name;
        _log = logFile is null ? null : new StreamWriter(logFile, append: true) { AutoFlush = true };
        void Keep(string? line)
        {
            if (line is null)
                return;
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > KeptLines)
                    _lastLines.Dequeue();
                if (!_stopping)
                    TryLog(log => log.WriteLine(line));
            }

            if (line.StartsWith(announcement, StringComparison.Ordinal))
                _announced.TrySetResult(line[announcement.Length..].Trim());
        }

        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.Exited += (_, _) => _announced.TrySetException(new InvalidOperationException("exited"));
    }

    public int Id => _process.Id;

    /// <summary>Why it is gone; null while it runs, and when it is we who stopped it.</summary>
    public string? ExitReason
    {
        get
        {
            if (_stopping || !_process.HasExited)
                return null;
            lock (_lastLines)
                return $"{_name} exited with code {_process.ExitCode}. Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, _lastLines)}";
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="command">File and arguments.</param>
    /// <param name="announcement">Start of the line that it prints once it listens; what follows is its address.</param>
    /// <param name="logFile">Where its output goes; null for memory only.</param>
    public static ServerProcess Start(string name, IReadOnlyList<string> command, string announcement, string? logFile)
    {
        var process = new Process
        {
            EnableRaisingEvents = true,
            StartInfo = new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        var server = new ServerProcess(process, name, announcement, logFile);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits until it says where it listens.</summary>
    /// <exception cref="JoulemarkException">It exits first, or takes too long.</exception>
    public async Task<Uri> WaitUntilListeningAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return new Uri(await _announced.Task.WaitAsync(patience, cancellationToken));
        }
        catch (TimeoutException)
        {
            throw Failure($"{_name} was not ready within {patience.TotalSeconds:0.#} s", "Raise server.start-timeout, or look into the server's log in the run folder.");
        }
        catch (InvalidOperationException)
        {
            await _process.WaitForExitAsync(cancellationToken); // its last lines may still be on their way
            throw Failure(ExitReason ?? $"{_name} exited", "The lines above are the server's own.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lastLines)
            _stopping = true;
        try
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(StopPatience);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        TryLog(log => log.Dispose());
    }

    private void TryLog(Action<StreamWriter> action)
    {
        try
        {
            if (_log is not null)
                action(_log);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            // A full disk: the run folder's writer says so, and the last lines are kept in memory all the same.
        }
    }

    private static JoulemarkException Failure(string message, string remedy) =>
        new(ExitCode.SystemUnderTestFailed, new Diagnostic("JM3007", DiagnosticSeverity.Error, message, remedy));
}
