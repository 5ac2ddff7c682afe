namespace Joulemark.Machines.Nvidia;

/// <summary>Who works on each board: for finding work that is not under test.</summary>
internal sealed unsafe class NvmlProcesses : IDisposable
{
    private const int MostTries = 4;
    private readonly NvmlLibrary _library;

    private NvmlProcesses(NvmlLibrary library) => _library = library;

    private delegate NvmlReturn Fill<T>(T* room, uint* count)
        where T : unmanaged;

    /// <summary>How many boards the driver shows.</summary>
    public int Boards => _library.CountBoards(out var count) == NvmlReturn.Success ? count : 0;

    /// <summary>Opens the driver's library; null where there is none that starts.</summary>
    public static NvmlProcesses? TryOpen(HostPaths paths) =>
        NvmlLibrary.TryOpen(paths.NvmlLibrary, out _) is { } library ? new NvmlProcesses(library) : null;

    /// <summary>The processes that compute on a board; null when it cannot be asked, which is not the same as none.</summary>
    /// <param name="board">The board's number, as in <c>gpu0</c>.</param>
    public IReadOnlyList<NvmlProcess>? On(int board) => Open(board) is { } device
        ? Read<NvmlProcessInfo>(device.ReadProcesses)?.ConvertAll(p => new NvmlProcess((int)p.Pid, (ulong?)NvmlBlank.Filter(p.UsedMemory))) : null;

    /// <summary>The processes that compute on a board through the driver's sharing service (MPS); null when it cannot be asked.</summary>
    public IReadOnlyList<int>? SharersOf(int board) => Open(board) is { } device
        ? Read<NvmlProcessInfo>(device.ReadSharingProcesses)?.ConvertAll(p => (int)p.Pid) : null;

    /// <summary>What processes did on a board since a moment of <see cref="NvmlProcessUse.Time"/>, also those that have left since; null when it cannot be asked.</summary>
    public IReadOnlyList<NvmlProcessUse>? UseOf(int board, ulong since) => Open(board) is { } device
        ? Read<NvmlProcessUse>((room, count) => device.ReadProcessUse(room, count, since)) : null;

    /// <summary>Processes that were ever on a board, as far as the driver's account goes back; null where it keeps none.</summary>
    public IReadOnlyList<int>? AccountOf(int board) => Open(board) is { } device && device.ReadAccounting() == true
        ? Read<uint>(device.ReadAccountedProcesses)?.ConvertAll(pid => (int)pid) : null;

    /// <summary>A clock that is set for applications on a board, MHz; null where there is none.</summary>
    public double? ClockSet(int board, NvmlClock clock) => Open(board)?.ReadApplicationClock(clock);

    /// <summary>The power limit that is set on a board, W; null where there is none.</summary>
    public double? PowerLimitSet(int board) => Open(board)?.ReadPowerLimit() / 1e3;

    public void Dispose() => _library.Dispose();

    private NvmlDevice? Open(int board) => _library.OpenBoard(board, out var device) == NvmlReturn.Success ? device : null;

    /// <summary>All that a function has to give; null when it gives an error.</summary>
    private static List<T>? Read<T>(Fill<T> fill)
        where T : unmanaged
    {
        // They come and go between asking how many there are and asking for them: room for some more, and again.
        var room = new T[32];
        for (var i = 0; i < MostTries; i++)
        {
            var count = (uint)room.Length;
            NvmlReturn code;
            fixed (T* first = room)
                code = fill(first, &count);
            switch (code)
            {
                case NvmlReturn.Success:
                    return [.. room.AsSpan(0, (int)count)];
                case NvmlReturn.NotFound:
                    return [];
                case NvmlReturn.InsufficientSize:
                    room = new T[count + 32];
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}
