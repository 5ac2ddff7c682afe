using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Nvidia;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>
/// Others' processes on the GPUs. A process that computes on one holds it awake, so that its mere presence counts; one that
/// draws counts while it keeps the board busy. One that comes and goes between two looks is in the driver's samples of what
/// processes did, or, where it is turned on, in its account of those that left.
/// </summary>
/// <param name="nvml">The driver's library.</param>
/// <param name="owners">Tells whose a process is.</param>
/// <param name="clock">The run's clock.</param>
/// <param name="report">Takes what cannot be told.</param>
/// <param name="place">Takes on which boards what is under test is, at each change; null for nobody.</param>
internal sealed class GpuProcessWatch(NvmlProcesses nvml, ProcessOwners owners, MonotonicClock clock, Action<Diagnostic> report, Action<ServerBoards>? place = null) : IWatch
{
    private const int LooksPerAccount = 4; // what it tells is old anyway

    /// <summary>The driver's own process between a board and those that share it: they are seen themselves.</summary>
    private const string SharingService = "nvidia-cuda-mps";

    /// <summary>The driver samples at least so often; a process without a newer sample does nothing.</summary>
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, Board> _boards = [];
    private readonly ServerBoardLog _places = new(place ?? (_ => { }));
    private readonly HashSet<string> _saidUnlisted = new(StringComparer.Ordinal);
    private int _looks;
    private bool _saidUnknown;

    public void Look(DisturbanceLog log)
    {
        var shown = nvml.Boards;
        if (!owners.SeesAll)
            _places.CannotTell("the processes of the machine cannot all be seen from here");
        else if (owners.IsServerHidden)
            _places.CannotTell("the server's own process cannot be found");
        for (var number = 0; number < shown; number++)
        {
            var isFirst = !_boards.TryGetValue(number, out var board);
            if (board is null)
                _boards[number] = board = new Board(number);
            FindPresent(board);
            LookAtSamples(log, board, isFirst); // first, for what they say of those that are there
            LookAtPresent(log, board);
            if (_looks % LooksPerAccount == 0)
                LookAtAccount(log, board, isFirst);
        }

        _places.EndLook(log, shown);
        _looks++;
    }

    public void Dispose() => nvml.Dispose();

    /// <summary>Lists who computes on a board; no list is not an empty one.</summary>
    private void FindPresent(Board board)
    {
        board.Present.Clear();
        if (nvml.On(board.Number) is { } listed)
            board.Present.UnionWith(listed.Select(p => p.Pid));
        else
            TellUnlisted(board, "the driver does not list the processes on it");
        if (!board.IsShared)
            return;
        if (nvml.SharersOf(board.Number) is { } sharers)
            board.Present.UnionWith(sharers);
        else
            TellUnlisted(board, "they compute through NVIDIA's sharing service (MPS), and the driver does not list those that do");
        board.IsShared = false; // until it is seen again
    }

    private void LookAtPresent(DisturbanceLog log, Board board)
    {
        foreach (var pid in board.Present)
        {
            var (isOwn, name) = owners.Of(pid);
            if (name?.StartsWith(SharingService, StringComparison.Ordinal) == true)
            {
                board.IsShared = true;
                continue;
            }

            if (isOwn == true)
                _places.Saw(board.Number);
            if (isOwn == false)
                GoesOn(log, board, pid, name!);
            else if (isOwn == true || name is not null)
                log.Withdraw(Disturbance.ForeignGpuProcess, Subject(board, pid)); // the server's own, or perhaps, as is known only now
            if (isOwn is null && (board.Told.Add(pid) || owners.IsServerHidden))
                TellUnknown(log, board, pid, log.Before, log.Now, name);
            board.Told.Add(pid);
        }

        if (board.OwnSeen is { } seen && log.Now - seen <= SamplePeriod)
            _places.Saw(board.Number); // it draws, or computes by what is in no list
    }

    private void LookAtSamples(DisturbanceLog log, Board board, bool isFirst)
    {
        var (last, newest) = (board.LastSample, board.LastSample);
        foreach (var use in nvml.UseOf(board.Number, last) ?? [])
        {
            if (use.Pid == 0 || use.Time <= last || use.Multiprocessors > 100)
                continue; // the driver fills unused places of its buffer with anything
            newest = Math.Max(newest, use.Time);
            var pid = (int)use.Pid;
            var busy = Math.Max(use.Multiprocessors, Math.Max(use.Encoder, Math.Max(use.Decoder, use.Memory)));
            board.Use[pid] = Math.Max(board.Use.GetValueOrDefault(pid), busy);
            if (isFirst || busy == 0 || board.Present.Contains(pid))
                continue; // what was before the run is not its affair
            var (isOwn, name) = owners.Of(pid);
            if (isOwn == true)
                board.OwnSeen = log.Now;
            if (isOwn == false && name?.StartsWith(SharingService, StringComparison.Ordinal) == false)
                board.Active[pid] = (name, log.Now);
            else if (isOwn is null && board.Told.Add(pid))
                TellUnknown(log, board, pid, Earlier(log, Math.Max(last, use.Time - (ulong)SamplePeriod.TotalMicroseconds)), Earlier(log, use.Time));
        }

        board.LastSample = newest;
        foreach (var (pid, (name, seen)) in board.Active.ToList())
        {
            if (log.Now - seen <= SamplePeriod)
                GoesOn(log, board, pid, name);
            else
                board.Active.Remove(pid);
        }
    }

    private void LookAtAccount(DisturbanceLog log, Board board, bool isFirst)
    {
        foreach (var pid in nvml.AccountOf(board.Number) ?? [])
        {
            if (!board.Told.Add(pid) || isFirst || owners.Of(pid) is not (var isOwn and not true, var name))
                continue;
            if (isOwn is null)
                TellUnknown(log, board, pid, log.Before, log.Now);
            else
                log.Happened(Disturbance.ForeignGpuProcess, Subject(board, pid), Message(board, pid, name!), board.Number);
        }
    }

    private static void GoesOn(DisturbanceLog log, Board board, int pid, string name)
    {
        board.Told.Add(pid);
        log.GoesOn(Disturbance.ForeignGpuProcess, Subject(board, pid), Message(board, pid, name), board.Use.GetValueOrDefault(pid), board.Number);
    }

    /// <summary>
    /// A process whose forebears cannot be read any more is another's beside a server; under a command it may be one of the
    /// command's own. Where the server's own process is not known, any may be the server's.
    /// </summary>
    private void TellUnknown(DisturbanceLog log, Board board, int pid, Timestamp since, Timestamp until, string? name = null)
    {
        if (owners.SeesAll && !owners.MayHaveLeft)
        {
            log.Happened(Disturbance.ForeignGpuProcess, Subject(board, pid),
                Message(board, pid, "a process that had left before its name could be read"), board.Number, since, until);
        }
        else if (!_saidUnknown)
        {
            _saidUnknown = true;
            var (why, remedy) = !owners.SeesAll
                ? ("the processes of the machine cannot all be seen from here", "Run as root, and in a container with the host's /proc (JOULEMARK_PROCFS) and its process namespace.")
                : owners.IsServerHidden
                ? ("the server's own process cannot be found, and this may be it", "Run Joulemark as the server's user or as root; give the server's own address where a proxy passes connections on; and keep other work off the GPUs.")
                : ("it had left before that could be read, and may be the command's own", "Keep other work off the GPUs while you measure; nvidia-smi pmon shows who comes.");
            report(new Diagnostic("JM6051", DiagnosticSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{(name is null ? "" : $"{name}, ")}process {pid}{(name is null ? "" : ",")} was on gpu{board.Number}, and whose it is cannot be told: {why}"), remedy));
        }
    }

    private void TellUnlisted(Board board, string why)
    {
        _places.CannotTell(string.Create(CultureInfo.InvariantCulture, $"gpu{board.Number}: {why}"));
        if (_saidUnlisted.Add(why))
        {
            report(new Diagnostic("JM6057", DiagnosticSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"who computes on gpu{board.Number} cannot be told: {why}. Others on it would not be seen"),
                "Keep other work off the GPUs while you measure. A driver of 450 or newer lists them; on a board that is split into instances, for root; stop MPS (echo quit | nvidia-cuda-mps-control) where it is not wanted."));
        }
    }

    private static string Subject(Board board, int pid) => string.Create(CultureInfo.InvariantCulture, $"gpu{board.Number} process {pid}");

    private static string Message(Board board, int pid, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} (process {pid}) was on gpu{board.Number}{(board.Use.GetValueOrDefault(pid) is > 0 and var use ? $", which it kept busy up to {use} % of the time" : "")}");

    /// <summary>A moment of the driver's samples on the run's clock; the look before where that makes no sense.</summary>
    private Timestamp Earlier(DisturbanceLog log, ulong microseconds)
    {
        var age = clock.TimeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch - TimeSpan.FromMicroseconds(microseconds);
        return age >= TimeSpan.Zero && age < 10 * SamplePeriod ? clock.Now - age : log.Before;
    }

    /// <summary>What is known of one board's processes.</summary>
    private sealed class Board(int number)
    {
        public int Number => number;

        /// <summary>Those that compute on it now.</summary>
        public HashSet<int> Present { get; } = [];

        /// <summary>True where the sharing service was among them at the last look.</summary>
        public bool IsShared { get; set; }

        /// <summary>When the samples last had what is under test keep it busy without being among them; null for never.</summary>
        public Timestamp? OwnSeen { get; set; }

        /// <summary>Those that nothing more is to be said of.</summary>
        public HashSet<int> Told { get; } = [];

        /// <summary>Others' that do not compute, with when they were seen to keep it busy last.</summary>
        public Dictionary<int, (string Name, Timestamp Seen)> Active { get; } = [];

        /// <summary>Most of the time that each kept it busy, in percent.</summary>
        public Dictionary<int, uint> Use { get; } = [];

        /// <summary>Time of the newest sample.</summary>
        public ulong LastSample { get; set; }
    }
}
