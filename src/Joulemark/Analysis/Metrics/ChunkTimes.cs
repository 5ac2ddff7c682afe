using Joulemark.Records;

namespace Joulemark.Analysis.Metrics;

/// <summary>Unpacks when the chunks of answers came, one answer after the other, in a place that is used again.</summary>
internal sealed class ChunkTimes
{
    private long[] _times = [];

    /// <summary>Moments of an answer's chunks in nanoseconds, good until the next call.</summary>
    public ReadOnlySpan<long> Of(RequestRecord request)
    {
        var chunks = request.Tokens;
        if (chunks.Count > _times.Length)
            _times = new long[chunks.Count];
        if (chunks is PackedTimes packed)
        {
            packed.CopyTo(_times);
        }
        else
        {
            for (var i = 0; i < chunks.Count; i++)
                _times[i] = chunks[i].Nanoseconds;
        }

        return _times.AsSpan(0, chunks.Count);
    }
}
