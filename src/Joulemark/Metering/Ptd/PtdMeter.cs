using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Ptd;

/// <summary>The input of one node: the analyzers at all its plugs, together and each.</summary>
internal sealed class PtdMeter : ITimedMeter, IInterruptibleMeter
{
    /// <summary>Readings between two questions for the uncertainty.</summary>
    private const int ReadingsPerCheck = 10;

    private readonly IReadOnlyList<PtdAnalyzer> _analyzers;
    private int _readings;

    /// <param name="channels">The sum's channel, then one per analyzer where there are several.</param>
    /// <param name="analyzers">Analyzers that measure; this meter stops them.</param>
    /// <param name="period">Time between readings.</param>
    public PtdMeter(IReadOnlyList<Channel> channels, IReadOnlyList<PtdAnalyzer> analyzers, TimeSpan period)
    {
        Channels = channels;
        _analyzers = analyzers;
        Pace = new MeterPace(period, MayBlock: true);
    }

    public IReadOnlyList<Channel> Channels { get; }

    public MeterPace Pace { get; }

    public Timestamp? ReadingTime { get; private set; }

    public void ReadTimes(Span<Timestamp?> times) => times.Fill(ReadingTime);

    public void Read(Span<double?> readings)
    {
        foreach (var analyzer in _analyzers)
            analyzer.Request();

        double? sum = 0;
        var (nanoseconds, answers) = (0L, 0);
        for (var i = 0; i < _analyzers.Count; i++)
        {
            var newest = _analyzers[i].Collect();
            sum += newest?.Sample.Watts; // missing as soon as one is
            if (Channels.Count > 1)
                readings[i + 1] = newest?.Sample.Watts;
            if (newest is { } found)
                (nanoseconds, answers) = (nanoseconds + found.Time.Nanoseconds, answers + 1);
        }

        readings[0] = sum;
        ReadingTime = answers > 0 ? new Timestamp(nanoseconds / answers) : null;
        if (++_readings % ReadingsPerCheck == 0)
        {
            foreach (var analyzer in _analyzers)
                analyzer.CheckUncertainty();
        }
    }

    public void Interrupt()
    {
        foreach (var analyzer in _analyzers)
            analyzer.Interrupt();
    }

    public void Dispose()
    {
        foreach (var analyzer in _analyzers)
            analyzer.Dispose();
    }
}
