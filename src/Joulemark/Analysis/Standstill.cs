namespace Joulemark.Analysis;

/// <summary>A stretch in which a power did not move at all, although it is of a kind that does.</summary>
/// <param name="From">Its start in seconds.</param>
/// <param name="To">Its end in seconds.</param>
/// <param name="Watts">Where it stood.</param>
internal sealed record Standstill(double From, double To, double Watts)
{
    private const double FewestSeconds = 3;
    private const double FewestUpdates = 10;

    /// <summary>Coarser steps than this, relative, may come out the same again and again by themselves.</summary>
    private const double CoarsestStep = 0.001;

    /// <summary>A power that changes less often than this share of its updates stands still by nature.</summary>
    private const double UsuallyChanges = 0.5;

    /// <summary>All of a power's standstills over ten updates and three seconds; none where its other readings do not show that it usually moves.</summary>
    public static IReadOnlyList<Standstill> Of(ChannelSeries series, double sampleRate)
    {
        var good = new GoodReadings(series);
        var period = Math.Max(series.Channel.UpdatePeriodSeconds ?? 0, EnergyIntegrator.ReadingPeriod(series.Channel, sampleRate));
        var shortest = Math.Max(FewestSeconds, FewestUpdates * period);
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
            if (readings >= FewestUpdates && good.Seconds(first, last) >= shortest)
                found.Add(new Standstill(good.Time(first) / 1e9, good.Time(last) / 1e9, good.Value(first)));
            else if (next >= 0)
                moving += good.Seconds(first, next);
            if (next >= 0)
            {
                changes++;
                smallest = Math.Min(smallest, Math.Abs(good.Value(next) - good.Value(first)));
            }

            (first, readings) = (next, 0);
        }

        var step = Math.Max(smallest, series.Channel.Resolution ?? 0);
        return changes >= UsuallyChanges * moving / period && moving > 0 ? found.FindAll(s => step <= CoarsestStep * s.Watts) : [];
    }
}
