using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>A window's energy: channel by channel, and the ledger's sum.</summary>
/// <param name="Channels">Each channel's energy, or why it is missing; channels that are no energy are left out.</param>
/// <param name="Gross">Sum of the counted channels; null when one of them is missing.</param>
/// <param name="Uncertainty">Of the sum: the channels' errors are independent, so their squares add up.</param>
internal sealed record WindowEnergy(IReadOnlyDictionary<string, ChannelEnergy> Channels, Energy? Gross, EnergyUncertainty Uncertainty)
{
    /// <summary>CPU time that a share's model may have missed between its looks at the processes.</summary>
    private const double MostUnseenCpuSeconds = 0.1;

    private const string Frozen = "frozen-counter";

    /// <summary>Whether a channel stood still all the while, so that no stretch of the window has joules either.</summary>
    public bool StoodStill(Ledger? ledger) => (ledger?.Counted ?? []).Any(name => Channels.GetValueOrDefault(name)?.Problem == Frozen);

    /// <summary>Of a window as it was recorded: a share of processes that were at work is not 0 J.</summary>
    public static WindowEnergy Of(IReadOnlyDictionary<string, ChannelSeries> series, Ledger? ledger, WindowRecord window, double sampleRate) =>
        Of(series, ledger, window.Start, window.End, sampleRate, window.Cpu?.SystemUnderTestSeconds ?? 0);

    public static WindowEnergy Of(
        IReadOnlyDictionary<string, ChannelSeries> series, Ledger? ledger, Timestamp start, Timestamp end, double sampleRate, double cpuSeconds = 0)
    {
        var channels = series.Where(s => s.Value.Channel.Reading != ReadingKind.Indicator).ToDictionary(
            s => s.Key, s => Possible(s.Value.Channel, EnergyIntegrator.Integrate(s.Value, start, end, sampleRate), end - start, cpuSeconds), StringComparer.Ordinal);
        Energy? gross = ledger is null ? null : Energy.Zero;
        var uncertainty = default(EnergyUncertainty);
        foreach (var name in ledger?.Counted ?? [])
        {
            var channel = channels.GetValueOrDefault(name);
            gross += channel?.Energy;
            uncertainty = uncertainty.And(channel?.Uncertainty ?? default);
        }

        return new WindowEnergy(channels, gross, uncertainty);
    }

    /// <summary>Why there is no idle power where shares of processes are all that is counted, and none of them was at work.</summary>
    public const string NoIdle = "not given: a model gives idle processes 0 W, which nobody measured";

    /// <summary>Whether nothing but shares of processes is counted.</summary>
    public static bool IsOfShares(IReadOnlyDictionary<string, ChannelSeries> series, Ledger? ledger) =>
        ledger is not null && ledger.Counted.Any() && ledger.Counted.All(name => series.GetValueOrDefault(name) is { } counted && IsShare(counted.Channel));

    /// <summary>Whether a channel is the share of some processes, which use nothing while they wait.</summary>
    public static bool IsShare(Channel channel) => channel.Part is MachinePart.ProcessCpu or MachinePart.ProcessDram;

    /// <summary>Processes that ran at all hold memory all the while, be they idle; only one that is soon over may never have been looked at.</summary>
    private static bool IsOfMemory(Channel channel, TimeSpan duration) => channel.Part == MachinePart.ProcessDram && duration.TotalSeconds >= 1;

    private static ChannelEnergy Possible(Channel channel, ChannelEnergy energy, TimeSpan duration, double cpuSeconds) =>
        energy.Energy is not { Joules: 0 } || !IsShare(channel) || cpuSeconds <= (IsOfMemory(channel, duration) ? 0 : MostUnseenCpuSeconds) ? energy
        : energy with
        {
            Energy = null,
            Problem = Frozen,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"{channel.Name} stood still for the whole {duration.TotalSeconds:0.##} s, in which the system under test used {cpuSeconds:0.###} s of CPU time"),
        };
}
