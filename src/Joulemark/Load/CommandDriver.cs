using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;
using Joulemark.Metrology;

namespace Joulemark.Load;

/// <summary>
/// Runs a command as the user would: same terminal, same environment, same folder. Its output passes through untouched,
/// and signals that reach us reach it.
/// </summary>
internal sealed partial class CommandDriver(IReadOnlyList<string> command, MonotonicClock clock, bool outputToStandardError) : IDisposable
{
    private static readonly TimeSpan ReapPeriod = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private Process? _process;

    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: there is no such command, or it may not be run.</exception>
    public async Task<CommandOutcome> RunAsync()
    {
        var start = new ProcessStartInfo(command[0]) { UseShellExecute = false };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        using var process = new Process { StartInfo = start };
        using var orphans = new OrphanKeeper();
        var started = clock.Now;
        try
        {
            Start(process);
        }
        catch (Win32Exception e)
        {
            throw CommandFile.CannotRun(command[0], e.Message);
        }

        try
        {
            var exit = process.WaitForExitAsync();
            while (await Task.WhenAny(exit, Task.Delay(ReapPeriod)) != exit)
                orphans.Reap(process.Id);
            await exit;
            return new CommandOutcome(started, clock.Now, process.ExitCode);
        }
        finally
        {
            lock (_lock)
                _process = null;
        }
    }

    /// <summary>Passes a signal on, where a command runs.</summary>
    /// <returns>False when none does.</returns>
    public bool Signal(PosixSignal signal)
    {
        lock (_lock)
        {
            if (_process is not { HasExited: false } process)
                return false;
            if (OperatingSystem.IsWindows())
                process.Kill(entireProcessTree: true);

            // On a terminal, Ctrl-C reaches the command by itself: a second one would make many programs break off hard.
            else if (signal != PosixSignal.SIGINT || !IsForegroundOfTerminal())
                _ = Kill(process.Id, signal switch { PosixSignal.SIGHUP => 1, PosixSignal.SIGINT => 2, PosixSignal.SIGQUIT => 3, _ => 15 });
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_process is { HasExited: false } process)
                process.Kill(entireProcessTree: true);
        }
    }

    private void Start(Process process)
    {
        lock (_lock)
        {
            if (outputToStandardError)
                StandardStreams.StartOnStandardError(process);
            else
                process.Start();
            _process = process;
        }
    }

    private static bool IsForegroundOfTerminal() => ForegroundGroup(0) is > 0 and var group && group == ProcessGroup();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(int terminal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int ProcessGroup();
}
