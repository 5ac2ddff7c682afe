using System.Globalization;
using Joulemark.Records;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// GPUs that were warmer in one window than in another, or that still warmed up in a window of steady state: leakage, and so
/// power, rises with temperature, so that later windows cost more for no reason of the model's.
/// </summary>
internal sealed class TemperatureCheck(WatchedBoards boards) : IValidityCheck
{
    /// <summary>Most by which the mean temperatures of a configuration's windows may differ, in kelvins: above a warm board's own ups and downs, and far below a cold start.</summary>
    public const double MostBetween = 5;

    /// <summary>Most by which the last quarter of a window may be warmer or colder than its first: for windows of steady state only.</summary>
    public const double MostWithin = 10;

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var drifts = boards.CountedIn(evidence).Select(board => OfOne(board, evidence)).Where(d => d.Evidence is not null).ToList();
        if (drifts.Count > 0)
            yield return new ValidityReason("temperature-drift", drifts.MaxBy(d => d.Excess).Evidence! + (drifts.Count > 1 ? $" (and so {drifts.Count - 1} more of the boards)" : ""));
    }

    private (string? Evidence, double Excess) OfOne(int board, ConfigurationEvidence evidence)
    {
        if (boards.Series(board, WatchedBoards.Temperature) is not { } series)
            return default;
        var means = new List<(int Repeat, double Celsius)>();
        (string? Evidence, double Excess) worst = default;
        foreach (var window in evidence.WindowRecords)
        {
            var samples = WatchedBoards.In(series, window);
            if (Mean(samples, 0, window.Duration.TotalSeconds) is not { } mean)
                continue;
            means.Add((window.Repeat, mean));

            // A command, and a load that is measured whole, warm the board as they begin.
            var quarter = window.Duration.TotalSeconds / 4;
            if (!evidence.IsCommand && !window.IsWholeTask && Mean(samples, 3 * quarter, 4 * quarter) - Mean(samples, 0, quarter) is { } within
                && Math.Abs(within) / MostWithin is var excess && excess > Math.Max(1, worst.Excess))
            {
                worst = (string.Create(CultureInfo.InvariantCulture,
                    $"in window {window.Repeat} gpu{board} went {Math.Abs(within):0.#} °C {(within > 0 ? "up" : "down")} from the first quarter to the last; the limit is {MostWithin:0} °C. Warm up for longer"), excess);
            }
        }

        if (means.Count < 2)
            return worst;
        var (coldest, warmest) = (means.MinBy(m => m.Celsius), means.MaxBy(m => m.Celsius));
        return (warmest.Celsius - coldest.Celsius) / MostBetween is var between && between > Math.Max(1, worst.Excess)
            ? (string.Create(CultureInfo.InvariantCulture,
                $"gpu{board} had {coldest.Celsius:0.#} °C in window {coldest.Repeat} and {warmest.Celsius:0.#} °C in window {warmest.Repeat}, on average; the limit is a difference of {MostBetween:0} °C. Warm up for longer, or cool down between windows"), between)
            : worst;
    }

    private static double? Mean(IEnumerable<(double Offset, double Seconds, double Value)> samples, double from, double to)
    {
        double seconds = 0, sum = 0;
        foreach (var (offset, length, value) in samples)
        {
            var overlap = Math.Min(offset + length, to) - Math.Max(offset, from);
            if (overlap <= 0)
                continue;
            seconds += overlap;
            sum += overlap * value;
        }

        return seconds > 0 ? sum / seconds : null;
    }
}
