
namespace Joulemark.Machines.Nvidia;

/// <summary>Who computes on each board: for finding work that is not under test.</summary>
internal sealed unsafe class NvmlProcesses : IDisposable
{
    private const int MostTries = 4;
    private readonly NvmlLibrary _library;

    private NvmlProcesses(NvmlLibrary library) => _library = library;

    /// <summary>Opens the driver's library; null where there is none that starts.</summary>
    public static NvmlProcesses? TryOpen(HostPaths paths) =>
        NvmlLibrary.TryOpen(paths.NvmlLibrary, out _) is { } library ? new NvmlProcesses(library) : null;

    /// <summary>The processes on a board; null when it cannot be asked, which is not the same as none.</summary>
    /// <param name="board">The board's number, as in <c>gpu0</c>.</param>
    public IReadOnlyList<NvmlProcess>? On(int board)
    {
        if (_library.OpenBoard(board, out var device) != NvmlReturn.Success)
            return null;

        // Processes come and go between asking how many there are and asking for them: room for some more, and again.
        var room = new NvmlProcessInfo[32];
        for (var i = 0; i < MostTries; i++)
        {
            var count = (uint)room.Length;
            NvmlReturn code;
            fixed (NvmlProcessInfo* first = room)
                code = device!.ReadProcesses(first, &count);
            if (code == NvmlReturn.Success)
                return [.. room.Take((int)count).Select(p => new NvmlProcess((int)p.Pid, (ulong?)NvmlBlank.Filter(p.UsedMemory)))];
            if (code != NvmlReturn.InsufficientSize)
                return null;
            room = new NvmlProcessInfo[count + 32];
        }

        return null;
    }

    public void Dispose() => _library.Dispose();
}
