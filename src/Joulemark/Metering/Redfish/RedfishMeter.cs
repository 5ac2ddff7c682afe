using System.Text.Json;
using Joulemark.Records;

namespace Joulemark.Metering.Redfish;

/// <summary>What one BMC measures, read over the network.</summary>
internal sealed class RedfishMeter : IInterruptibleMeter
{
    private readonly RedfishClient _client;
    private readonly RedfishTroubles _troubles;
    private readonly IReadOnlyList<RedfishQuantity> _quantities;
    private readonly string[] _resources;
    private volatile bool _interrupted;

    /// <param name="quantities">What to read.</param>
    /// <param name="client">The way to the BMC; this meter closes it.</param>
    /// <param name="troubles">Hears of failures.</param>
    /// <param name="period">Time between readings.</param>
    public RedfishMeter(IReadOnlyList<RedfishQuantity> quantities, RedfishClient client, RedfishTroubles troubles, TimeSpan period)
    {
        (_quantities, _client, _troubles) = (quantities, client, troubles);
        _resources = [.. quantities.SelectMany(q => q.Parts).Select(p => p.Resource).Distinct(StringComparer.Ordinal)];
        Channels = [.. quantities.Select(q => q.Channel)];
        Pace = new MeterPace(period, MayBlock: true);
    }

    public IReadOnlyList<Channel> Channels { get; }

    public MeterPace Pace { get; }

    public void Read(Span<double?> readings)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var worst = RedfishAnswer.Found(default);
        foreach (var path in _resources)
        {
            var answer = _client.Get(path);
            if (answer.Outcome == RedfishOutcome.Found)
                found[path] = answer.Body;
            else
                worst = answer;
            if (answer.Outcome > RedfishOutcome.Absent || _interrupted)
                break; // the rest would fail alike, and each would take its time
        }

        _troubles.Take(worst);
        for (var i = 0; i < _quantities.Count; i++)
            readings[i] = _quantities[i].In(found);
    }

    /// <summary>Breaks a question off that is under way, so that there is time to log out.</summary>
    public void Interrupt()
    {
        _interrupted = true;
        _client.Interrupt();
    }

    public void Dispose() => _client.Dispose();
}
