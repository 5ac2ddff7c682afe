using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;

namespace Joulemark.Serving.Launching;

/// <summary>
/// A server process of ours. Its standard input is a lifeline: it ends when the pipe closes, so that no server outlives
/// Joulemark, not even after kill -9.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastLinesPatience = TimeSpan.FromSeconds(1);
    private readonly Process _process;
    private readonly string _name;
    private readonly ServerLog _log;
    private readonly TimeSpan _stopPatience;
    private readonly TaskCompletionSource<string> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    private ServerProcess(Process process, string name, string announcement, ServerLog log, TimeSpan stopPatience)
    {
        (_process, _name, _log, _stopPatience) = (process, name, log, stopPatience);
        void Keep(string? line)
        {
            if (line is null)
                return;
            if (announcement == Supervisor.Announcement && line.StartsWith(Supervisor.Stays, StringComparison.Ordinal))
                Stays = [.. line[Supervisor.Stays.Length..].Split(' ').Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
            var isAnnouncement = line.StartsWith(announcement, StringComparison.Ordinal);
            if (!isAnnouncement || announcement != Supervisor.Announcement)
                _log.Write(line); // what the supervisor says is not the server's
            if (isAnnouncement)
                _announced.TrySetResult(line[announcement.Length..].Trim());
        }

        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.Exited += (_, _) => Ended();
    }

    public int Id => _process.Id;

    /// <summary>Processes that its supervisor could not end; known once it is disposed of.</summary>
    public IReadOnlyList<int> Stays { get; private set; } = [];

    /// <summary>Comes to its end when the process does.</summary>
    public Task Exited => _exited.Task;

    /// <summary>Why it is gone; null while it runs, and when it is we who stopped it.</summary>
    public string? ExitReason
    {
        get
        {
            if (_stopping || !_process.HasExited)
                return null;
            _ = _exited.Task.Wait(LastLinesPatience);
            return $"{_name} exited with code {_process.ExitCode}.{_log.LastLines}";
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="start">File and arguments; streams are redirected here.</param>
    /// <param name="announcement">Start of the line that it prints once it listens; what follows is its address.</param>
    /// <param name="log">Where its output goes; it is closed with the process.</param>
    /// <param name="stopPatience">Longest that it may take to end in order; null for a few seconds.</param>
    /// <exception cref="JoulemarkException">Exit code 2: it cannot be started.</exception>
    public static ServerProcess Start(string name, ProcessStartInfo start, string announcement, ServerLog log, TimeSpan? stopPatience = null)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        var process = new Process { EnableRaisingEvents = true, StartInfo = start };
        var server = new ServerProcess(process, name, announcement, log, stopPatience ?? StopPatience);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            log.Dispose();
            throw CommandFile.CannotRun(start.FileName, e.Message);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits until it says where it listens, or what else it announces.</summary>
    /// <exception cref="JoulemarkException">It exits first, or takes too long.</exception>
    public async Task<string> WaitForAnnouncementAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await _announced.Task.WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Failure($"{_name} was not ready within {patience.TotalSeconds:0.#} s.{_log.LastLines}", "Raise server.start-timeout, or look into the server's log in the run folder.");
        }
        catch (InvalidOperationException)
        {
            throw Failure(ExitReason ?? $"{_name} exited", "The lines above are the server's own.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        try
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(_stopPatience);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            Kill();
        }

        _process.Dispose();
        _log.Dispose();
    }

    /// <summary>Ends it and all below it, as far as that may be done; what stays is not its business.</summary>
    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is Win32Exception or AggregateException or InvalidOperationException)
        {
            // Another user's process below it, or it has just ended.
        }
    }

    /// <summary>A server that we started did not get ready.</summary>
    public static JoulemarkException Failure(string message, string remedy) =>
        new(ExitCode.SystemUnderTestFailed, new Diagnostic("JM3007", DiagnosticSeverity.Error, message, remedy));

    private async void Ended()
    {
        try
        {
            using var patience = new CancellationTokenSource(StopPatience); // what it started may hold its streams open
            await _process.WaitForExitAsync(patience.Token); // its last lines may still be on their way
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // Said all the same, without them.
        }

        _announced.TrySetException(new InvalidOperationException("exited"));
        _exited.TrySetResult();
    }
}
