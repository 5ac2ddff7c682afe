namespace Joulemark.Analysis;

/// <summary>A stretch in which a power did not move at all, although it is of a kind that does.</summary>
/// <param name="From">Its start in seconds.</param>
/// <param name="To">Its end in seconds.</param>
/// <param name="Updates">How many updates it should have seen.</param>
/// <param name="Watts">Where it stood.</param>
/// <param name="Next">Where it went from there; the same where the record ends.</param>
internal sealed record Standstill(double From, double To, double Updates, double Watts, double Next)
{
    private const double FewestUpdates = 5;

    /// <summary>Coarser steps than this, relative, may come out the same again and again by themselves.</summary>
    private const double CoarsestStep = 0.001;

    /// <summary>A power that changes less often than this share of its updates stands still by nature.</summary>
    private const double UsuallyChanges = 0.7;

    public double Seconds => To - From;

    /// <summary>All of a power's standstills over some updates; none where its other readings do not show that it usually moves.</summary>
    public static IReadOnlyList<Standstill> Of(ChannelSeries series, double sampleRate)
    {
        var good = new GoodReadings(series);
        var period = Math.Max(series.Channel.UpdatePeriodSeconds ?? 0, EnergyIntegrator.ReadingPeriod(series.Channel, sampleRate));
        var found = new List<Standstill>();
        double smallest = double.MaxValue, moving = 0;
        var (changes, readings) = (0, 0);
        for (int first = good.After(-1), last = first, next; last >= 0; last = next)
        {
            next = good.After(last);
            readings++;
            if (next >= 0 && good.Value(next) == good.Value(first))
                continue;

            // What stood from the first to the last ends here.
            var (seconds, value) = (good.Seconds(first, last), good.Value(first));
            if (readings >= FewestUpdates && seconds >= FewestUpdates * period)
                found.Add(new Standstill(good.Time(first) / 1e9, good.Time(last) / 1e9, seconds / period, value, next < 0 ? value : good.Value(next)));
            else if (next >= 0)
                moving += good.Seconds(first, next);
            if (next >= 0)
            {
                changes++;
                smallest = Math.Min(smallest, Math.Abs(good.Value(next) - value));
            }

            (first, readings) = (next, 0);
        }

        var step = Math.Max(smallest, series.Channel.Resolution ?? 0);
        return moving > 0 && changes >= UsuallyChanges * moving / period ? found.FindAll(s => step <= CoarsestStep * s.Watts) : [];
    }
}
