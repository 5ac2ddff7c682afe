using System.Globalization;
using Joulemark.Machines.Nvidia;

namespace Joulemark.Machines.Controls;

/// <summary>The machine as controls see it: its facts, its boards, and the server once that is up.</summary>
/// <param name="paths">Where the host's trees are.</param>
/// <param name="facts">What is known of the machine.</param>
/// <param name="gpus">The boards that are used, by number, channel name or identity; empty for all.</param>
internal sealed class ControlHost(HostPaths paths, IReadOnlyList<MachineFact> facts, IReadOnlyList<string> gpus) : IDisposable
{
    private readonly Lazy<(NvmlLibrary? Library, IReadOnlyList<GpuBoard> Boards, string? Problem)> _nvml = new(() => Open(paths));

    public HostPaths Paths => paths;

    /// <summary>Every board that answers. The driver's library stays open meanwhile: without persistence mode a board that nobody has open forgets its settings.</summary>
    public IReadOnlyList<GpuBoard> AllBoards => _nvml.Value.Boards;

    /// <summary>What the server said of itself; null while it is not up.</summary>
    public IReadOnlyDictionary<string, string>? Server { get; set; }

    /// <summary>Roots of the process trees that are under test; the load client is not among them.</summary>
    public IReadOnlyList<int> ServerProcesses { get; set; } = [];

    /// <summary>Root of the running server's process tree, and the procfs tree that lists it; null where there is none here.</summary>
    public (int Process, string Procfs)? ServerProcess { get; set; }

    /// <summary>Why what is found here is not the server's machine; null where it is.</summary>
    public string? Elsewhere { get; set; }

    /// <summary>CPUs' share that others used, from 0 to 1; null where it was not measured.</summary>
    public double? BackgroundCpu { get; set; }

    /// <summary>The boards that are used.</summary>
    /// <param name="problem">Why they are not known; null where they are.</param>
    public IReadOnlyList<GpuBoard> Boards(out string? problem)
    {
        problem = _nvml.Value.Problem ?? gpus.Where(g => !AllBoards.Any(b => Is(b, g))).Select(g => $"there is no GPU '{g}'").FirstOrDefault();
        return gpus.Count == 0 ? AllBoards : [.. AllBoards.Where(b => gpus.Any(g => Is(b, g)))];
    }

    /// <summary>A fact's value; null, with the reason, where it is unknown.</summary>
    public string? Fact(string key, out string? reason)
    {
        if (Server?.GetValueOrDefault(key) is { } said)
        {
            reason = null;
            return said;
        }

        var fact = facts.FirstOrDefault(f => f.Key == key);
        reason = fact is null ? key.StartsWith("server.", StringComparison.Ordinal) ? "the server does not say it" : "this machine does not say it"
            : fact.Value is null ? $"{fact.Source}: {fact.Unknown}" : null;
        return fact?.Value;
    }

    public void Dispose()
    {
        if (_nvml.IsValueCreated)
            _nvml.Value.Library?.Dispose();
    }

    private static bool Is(GpuBoard board, string name) =>
        name == board.Uuid || name == board.Number.ToString(CultureInfo.InvariantCulture) || name == string.Create(CultureInfo.InvariantCulture, $"gpu{board.Number}")
        || name == board.Device.ReadPciAddress();

    private static (NvmlLibrary? Library, IReadOnlyList<GpuBoard> Boards, string? Problem) Open(HostPaths paths)
    {
        if (NvmlLibrary.TryOpen(paths.NvmlLibrary, out var failure) is not { } library)
            return (null, [], failure is { } f ? $"NVIDIA's driver does not answer: {f.Text}" : "there is no NVIDIA driver here");
        var boards = GpuBoard.All(library, out var problem);
        return (library, boards, problem);
    }
}
