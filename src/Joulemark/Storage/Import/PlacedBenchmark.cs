using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>A benchmark at its place on the run's clock.</summary>
/// <param name="Surveyed">The benchmark.</param>
/// <param name="Shift">Nanoseconds from its clock to the run's.</param>
/// <param name="Window">What is counted of it; null where nothing says how long it took, or what was done.</param>
/// <param name="IsSteady">True for the steady part, false for the whole.</param>
internal sealed record PlacedBenchmark(SurveyedBenchmark Surveyed, long Shift, (Timestamp Start, Timestamp End)? Window, bool IsSteady)
{
    private readonly WorkCounter? _counter = Window is { } window ? new WorkCounter(window.Start) : null;

    /// <summary>Work in the window, added up while the requests are written; the tool's own count where they are not all there.</summary>
    public WorkCounts Counts => CountsTotals ? Surveyed.Benchmark.Totals ?? new WorkCounts() : _counter?.Counts ?? new WorkCounts();

    /// <summary>True where the tool's own count stands, since its requests are a sample or not there at all.</summary>
    public bool CountsTotals => !Surveyed.HasRequests || Surveyed.IsSample;

    public static PlacedBenchmark Of(SurveyedBenchmark surveyed, long shift, bool whole)
    {
        var steady = whole ? null : surveyed.Steady;
        var window = steady ?? (surveyed.HasRequests && !surveyed.IsSample || surveyed.Benchmark.Totals is not null ? surveyed.Whole : null);
        (Timestamp, Timestamp)? placed = window is { } w ? (new Timestamp(w.Start + shift), new Timestamp(w.End + shift)) : null;
        return new PlacedBenchmark(surveyed, shift, placed, steady is not null);
    }

    /// <summary>Counts a request, its times on the run's clock.</summary>
    public void Count(RequestRecord request)
    {
        if (Window is { } window && request.Stage == Stage.Window)
            _counter!.Add(request, window.End);
    }
}
