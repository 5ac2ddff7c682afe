using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>A power log laid beside a benchmark, on the run's clock.</summary>
internal sealed record JoinedPower(PowerLog Log, Ledger Ledger, Dictionary<string, ChannelSeries> Series, IReadOnlyList<MeterSample> Samples)
{
    /// <exception cref="Diagnostics.JoulemarkException">The log cannot be read, is of another time, or does not have what the boundary counts.</exception>
    public static JoinedPower Join(PowerLogOptions options, IReadOnlyList<string> gpus, IReadOnlyList<PlacedBenchmark> placed, WallClock clock, TimeSpan margin)
    {
        var shift = (margin.Ticks * TimeSpan.NanosecondsPerTick) - clock.First; // Unix time to the run's clock
        var windows = placed.Select(b => b.Window).OfType<(Timestamp Start, Timestamp End)>().ToList();
        if (windows.Count == 0)
            throw ImportProblem.Of("JM4065", "the result does not say what was done in which time, so no power can be laid beside it", "Import the export with every request, or leave --power out.");
        var (from, to) = (windows.Min(w => w.Start.Nanoseconds) - shift, windows.Max(w => w.End.Nanoseconds) - shift);
        var around = margin.Ticks * TimeSpan.NanosecondsPerTick;
        var log = new PowerLogReader(options).Read(from - around, to + around);
        if (log.Span.Last < from || log.Span.First > to)
            throw NotAtOneTime(options.Path, log, from, to);
        if (LedgerBuilder.Build(options.Boundary, log.Channels, [], out var problem, null, gpus) is not { } ledger)
            throw ImportProblem.Of("JM4062", $"the power log does not make the boundary {RecordNames.Of(options.Boundary)}: {problem}", "Say with --power-boundary what its columns cover.");
        var samples = log.Readings.SelectMany(r => r.Value.Select(v => new MeterSample(new Timestamp(v.Time + shift), r.Key, v.Watts))).OrderBy(s => s.Time.Nanoseconds).ToList();
        return new JoinedPower(log, ledger, ChannelSeries.Collect(log.Channels, samples), samples);
    }

    /// <summary>How much of a window's joules an offset of the clocks would move, as a share for each second; null where there are none.</summary>
    public double? ChangePerSecond(Timestamp start, Timestamp end)
    {
        Energy? Sum(TimeSpan by)
        {
            Energy? sum = Energy.Zero;
            foreach (var name in Ledger.Counted)
                sum += EnergyIntegrator.Integrate(Series[name], start + by, end + by, 1 / Log.Period).Energy;
            return sum;
        }

        var second = TimeSpan.FromSeconds(1);
        return Sum(TimeSpan.Zero) is { Joules: > 0 } now && Sum(second) is { } later && Sum(-second) is { } earlier
            ? Math.Max(Math.Abs(later.Joules - now.Joules), Math.Abs(now.Joules - earlier.Joules)) / now.Joules : null;
    }

    private static Diagnostics.JoulemarkException NotAtOneTime(string path, PowerLog log, long from, long to)
    {
        static string Text(long unix) => (DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(unix / TimeSpan.NanosecondsPerTick)).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        // Off by about whole quarters of an hour, and the log would fit: a zone that was taken for another.
        var hint = log.Zone is null ? "Give the log that was running while the benchmark was; --clock-offset shifts its times."
            : $"Its times name no zone and were taken to be in {log.Zone}: give theirs with --power-timezone, e.g. UTC or +02:00.";
        return ImportProblem.Of("JM4066", $"the power log '{path}' runs from {Text(log.Span.First)} to {Text(log.Span.Last)}, the benchmark from {Text(from)} to {Text(to)}: they have no moment in common", hint);
    }
}
