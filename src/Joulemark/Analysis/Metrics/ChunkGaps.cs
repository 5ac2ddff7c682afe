using Joulemark.Records;

namespace Joulemark.Analysis.Metrics;

/// <summary>Makes the gaps between the chunks of answers, one answer after the other, in a place that is used again. A chunk may carry several tokens.</summary>
internal sealed class ChunkGaps
{
    private long[] _times = [];
    private double[] _gaps = [];

    /// <summary>Seconds between successive chunks of an answer, good until the next call.</summary>
    public ReadOnlySpan<double> Of(RequestRecord request)
    {
        var chunks = request.Tokens;
        if (chunks.Count > _times.Length)
            (_times, _gaps) = (new long[chunks.Count], new double[chunks.Count]);
        if (chunks is PackedTimes packed)
        {
            packed.CopyTo(_times);
        }
        else
        {
            for (var i = 0; i < chunks.Count; i++)
                _times[i] = chunks[i].Nanoseconds;
        }

        for (var i = 1; i < chunks.Count; i++)
            _gaps[i - 1] = (_times[i] - _times[i - 1]) / 1e9;
        return _gaps.AsSpan(0, Math.Max(0, chunks.Count - 1));
    }
}
