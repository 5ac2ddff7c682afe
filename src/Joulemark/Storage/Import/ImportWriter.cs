using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>The second reading of a result: its requests go to the run folder as they come.</summary>
internal sealed class ImportWriter(RunFolderWriter folder, IReadOnlyList<PlacedBenchmark> benchmarks) : IImportSink
{
    private const int MostQueued = 4096;
    private int _benchmark = -1;
    private int _item;
    private int _queued;

    public void Begin(ImportedBenchmark benchmark)
    {
        _benchmark++;
        _item = 0;
    }

    public void Add(RequestRecord request)
    {
        var placed = benchmarks[_benchmark];
        request = request.Shifted(placed.Shift) with { Item = _item++ };
        placed.Count(request);
        folder.Write(request);
        if (++_queued % MostQueued == 0)
            folder.DrainAsync().GetAwaiter().GetResult(); // a file is read faster than another is written
    }

    public void Note(Diagnostic diagnostic)
    {
        // told by the first reading
    }
}
