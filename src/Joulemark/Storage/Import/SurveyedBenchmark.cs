using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>A benchmark with what a look at its requests tells, none of which was kept.</summary>
internal sealed class SurveyedBenchmark(ImportedBenchmark benchmark)
{
    private const double LeastSteady = 0.5;

    public ImportedBenchmark Benchmark { get; } = benchmark;

    /// <summary>Requests on record.</summary>
    public int Requests { get; private set; }

    /// <summary>Those of the measured part that were answered.</summary>
    public int Answered { get; private set; }

    public long FirstDue { get; private set; } = long.MaxValue;

    public long LastSent { get; private set; } = long.MinValue;

    public long FirstEnded { get; private set; } = long.MaxValue;

    public long LastEnded { get; private set; } = long.MinValue;

    /// <summary>True where the tool counted more answers than it kept requests: it keeps a sample.</summary>
    public bool IsSample => Requests > 0 && Benchmark.Totals?.Requests > Answered;

    /// <summary>True where the window may be placed by requests.</summary>
    public bool HasRequests => Answered > 0;

    public void Add(RequestRecord request)
    {
        Requests++;
        FirstDue = Math.Min(FirstDue, request.Scheduled.Nanoseconds);
        LastEnded = Math.Max(LastEnded, request.Ended.Nanoseconds);
        if (request.Stage != Stage.Window)
            return;
        LastSent = Math.Max(LastSent, request.Sent.Nanoseconds);
        if (request.Error is null)
        {
            Answered++;
            FirstEnded = Math.Min(FirstEnded, request.Ended.Nanoseconds);
        }
    }

    /// <summary>
    /// The part in which the load neither builds up nor drains: from the first answer's end, when every slot has been filled,
    /// until the last request was sent. Null where that is less than half of the whole, as where all were sent at once.
    /// </summary>
    public (long Start, long End)? Steady
    {
        get
        {
            if (!HasRequests || IsSample || Whole is not { } whole)
                return null;
            return LastSent - FirstEnded >= LeastSteady * (whole.End - whole.Start) ? (FirstEnded, LastSent + 1) : null;
        }
    }

    /// <summary>All of it, on its own clock; null where nothing says how long it took.</summary>
    public (long Start, long End)? Whole
    {
        get
        {
            if (Requests > 0 && !IsSample)
                return (FirstDue, LastEnded + 1);
            if (Benchmark.Duration is not { } duration)
                return null;
            var start = Benchmark.StartNanoseconds ?? (Requests > 0 ? FirstDue : 0);
            return (start, start + (duration.Ticks * TimeSpan.NanosecondsPerTick));
        }
    }

    /// <summary>True where it is known when it ran, so that a power log can be laid beside it.</summary>
    public bool HasWallClock => Benchmark.HasWallClock && (Requests > 0 || Benchmark.StartNanoseconds is not null);
}
