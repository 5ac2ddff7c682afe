using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Joulemark.Machines.Linux;

namespace Joulemark.Serving.Launching;

/// <summary>
/// Stands between Joulemark and a server that knows nothing of it: starts the command in a session of its own, waits without
/// using the CPU, and when its lifeline closes (Joulemark ends, be it by kill -9) ends the command and all that it started.
/// </summary>
/// <param name="command">What to run.</param>
/// <param name="afterwards">What to run once it was ended so, e.g. to remove a container; empty for nothing.</param>
internal sealed partial class Supervisor(IReadOnlyList<string> command, IReadOnlyList<string> afterwards)
{
    /// <summary>Start of the line that says which process is supervised.</summary>
    public const string Announcement = "supervised process: ";

    /// <summary>Start of the line that says which processes could not be ended, by their numbers.</summary>
    public const string Stays = "processes that stay: ";

    /// <summary>Exit code where the command itself could not be ended.</summary>
    private const int NotEnded = 137;

    /// <summary>Longest that everything may take once the lifeline has closed.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private readonly Lock _lock = new();
    private bool _reaps = true;

    /// <summary>Runs the command to its end, or until the lifeline closes.</summary>
    /// <param name="say">Takes lines for the parent.</param>
    /// <param name="lifeline">Comes to its end when the parent is gone or wants an end.</param>
    /// <returns>The command's exit code.</returns>
    public async Task<int> RunAsync(Action<string> say, Task lifeline)
    {
        if (OperatingSystem.IsLinux())
            _ = NewSession(); // no signal of the terminal, and none to our parent's group
        using var orphans = new OrphanKeeper();
        using var process = new Process { StartInfo = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, UseShellExecute = false } };
        try
        {
            StandardStreams.StartOnStandardError(process); // standard output stays ours, for what we say
        }
        catch (Win32Exception e)
        {
            throw CommandFile.CannotRun(command[0], e.Message);
        }

        process.StandardInput.Close();
        say($"{Announcement}{process.Id}");
        bool closed;
        using (var reaping = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Reap(orphans, process.Id)))
        {
            var exit = process.WaitForExitAsync();
            closed = await Task.WhenAny(exit, lifeline) == lifeline;
            if (closed)
            {
                ProcessIdentity.Of(process.Id)?.SendTerminate();
                await Task.WhenAny(exit, Task.Delay(Grace));
            }

            // Another user's, or one that hangs in a driver: who started it is to know, and not to wait for it.
            if (await EndRestAsync(() => Reap(orphans, process.Id)) is { Count: > 0 } left)
                say(Stays + string.Join(' ', left.Select(p => p.Pid.ToString(CultureInfo.InvariantCulture))));
            else
                await exit;
        }

        lock (_lock)
            _reaps = false; // what comes now is waited for by who starts it
        if (closed && afterwards.Count > 0)
            await LocalCommand.RunAsync(afterwards, Grace, CancellationToken.None);
        return process.HasExited ? process.ExitCode : NotEnded;
    }

    /// <summary>Ends what the command has left, wherever it went: as their new parent we know them all.</summary>
    /// <returns>Those that do not end.</returns>
    private static async Task<IReadOnlyList<ProcessIdentity>> EndRestAsync(Action reap)
    {
        var self = ProcessIdentity.Own;
        var watch = Stopwatch.StartNew();
        var asked = new HashSet<ProcessIdentity>();
        while (self?.Descendants().ToList() is { Count: > 0 } left && watch.Elapsed < 2 * LastGrace)
        {
            foreach (var process in left)
            {
                if (watch.Elapsed > LastGrace)
                    process.SendKill();
                else if (asked.Add(process))
                    process.SendTerminate();
            }

            await Task.Delay(Look);
            reap();
        }

        return self is null ? [] : [.. self.Descendants()];
    }

    private void Reap(OrphanKeeper orphans, int own)
    {
        lock (_lock)
        {
            if (!_reaps)
                return;
            orphans.Reap(own); // marks who has ended
            orphans.Reap(own); // and waits for them
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int NewSession();
}
