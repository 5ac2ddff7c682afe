using Joulemark.Metering;
using Joulemark.Records;

namespace Joulemark.Testing.Devices;

/// <summary>
/// What every meter owes, whatever it reads. Free of any test framework: an empty list means that the contract is kept,
/// so assert that it is empty.
/// </summary>
public static class MeterContract
{
    /// <summary>Checks a meter whose device works: its channels, and some readings.</summary>
    /// <returns>The breaches, one sentence each.</returns>
    public static IReadOnlyList<string> Check(IMeter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        var breaches = new List<string>();
        var channels = meter.Channels.ToArray();
        CheckChannels(channels, breaches);

        var last = new double?[channels.Length];
        var readings = new double?[channels.Length];
        for (var i = 0; i < 3; i++)
        {
            Array.Fill(readings, double.NaN); // a slot left as it was would show
            Read(meter, readings, breaches);
            CheckReadings(channels, readings, last, breaches);
            readings.CopyTo(last, 0);
        }

        if (!channels.SequenceEqual(meter.Channels))
            breaches.Add("Channels changed while the meter was read; they are fixed for its life.");
        return breaches;
    }

    /// <summary>
    /// Checks a meter whose device has just gone: it may go on or give null, and must neither throw nor let a counter fall.
    /// </summary>
    /// <param name="meter">The meter.</param>
    /// <param name="lose">Takes the device away.</param>
    /// <returns>The breaches, one sentence each.</returns>
    public static IReadOnlyList<string> CheckLoss(IMeter meter, Action lose)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(lose);
        var breaches = new List<string>();
        var channels = meter.Channels.ToArray();
        var before = new double?[channels.Length];
        Read(meter, before, breaches);
        lose();
        var after = new double?[channels.Length];
        Array.Fill(after, double.NaN);
        Read(meter, after, breaches);
        CheckReadings(channels, after, before, breaches);
        return breaches;
    }

    private static void CheckChannels(Channel[] channels, List<string> breaches)
    {
        if (channels.Length == 0)
            breaches.Add("The meter has no channels.");
        foreach (var name in channels.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key))
            breaches.Add($"Two channels are called '{name}'.");
        foreach (var channel in channels)
        {
            if (channel.Name.Length == 0 || channel.Source.Length == 0)
                breaches.Add($"Channel '{channel.Name}' has no name or no source.");
            if (channel.Reading == ReadingKind.Power && channel.WrapsAt is not null)
                breaches.Add($"Channel '{channel.Name}' is a power and claims to wrap.");
            if (channel.Provenance == Provenance.Counter && channel.Reading == ReadingKind.Power)
                breaches.Add($"Channel '{channel.Name}' claims to be a hardware counter and reads a power.");
            if (channel.GainUncertainty > 0 && channel.GainSource is null)
                breaches.Add($"Channel '{channel.Name}' states an uncertainty without its source.");
        }
    }

    private static void CheckReadings(Channel[] channels, double?[] readings, double?[] last, List<string> breaches)
    {
        for (var i = 0; i < channels.Length; i++)
        {
            if (readings[i] is { } value && (!double.IsFinite(value) || value < 0))
                breaches.Add($"Channel '{channels[i].Name}' gave a reading that is not finite and positive, or left its slot untouched.");
            if (channels[i].Reading == ReadingKind.EnergyCounter && channels[i].WrapsAt is null && readings[i] < last[i])
                breaches.Add($"Counter '{channels[i].Name}' fell without a wrap: a failed read must be null, not 0.");
            if (channels[i].Reading == ReadingKind.EnergyCounter && readings[i] == 0 && last[i] > 0)
                breaches.Add($"Counter '{channels[i].Name}' gave 0 after a reading: a failed read must be null.");
        }
    }

    private static void Read(IMeter meter, double?[] readings, List<string> breaches)
    {
        try
        {
            meter.Read(readings);
        }
#pragma warning disable CA1031 // whatever it throws is the finding
        catch (Exception e)
#pragma warning restore CA1031
        {
            breaches.Add($"Read threw {e.GetType().Name}: {e.Message}");
        }
    }
}
