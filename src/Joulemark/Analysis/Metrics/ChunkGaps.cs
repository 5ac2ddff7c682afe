using Joulemark.Records;

namespace Joulemark.Analysis.Metrics;

/// <summary>Makes the gaps between the chunks of answers, one answer after the other, in a place that is used again. A chunk may carry several tokens.</summary>
internal sealed class ChunkGaps
{
    private readonly ChunkTimes _times = new();
    private double[] _gaps = [];

    /// <summary>Seconds between successive chunks of an answer, good until the next call.</summary>
    public ReadOnlySpan<double> Of(RequestRecord request)
    {
        var times = _times.Of(request);
        if (times.Length > _gaps.Length)
            _gaps = new double[times.Length];
        for (var i = 1; i < times.Length; i++)
            _gaps[i - 1] = (times[i] - times[i - 1]) / 1e9;
        return _gaps.AsSpan(0, Math.Max(0, times.Length - 1));
    }
}
