using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>Times of imported requests.</summary>
internal static class RequestTimes
{
    public static long Nanoseconds(double seconds) => (long)Math.Round(seconds * 1e9);

    /// <summary>A request with all its times moved, e.g. from a tool's clock to the run's.</summary>
    public static RequestRecord Shifted(this RequestRecord request, long nanoseconds)
    {
        Timestamp Move(Timestamp t) => new(t.Nanoseconds + nanoseconds);
        Timestamp? MoveIf(Timestamp? t) => t is { } at ? Move(at) : null;
        return request with
        {
            Scheduled = Move(request.Scheduled),
            Sent = Move(request.Sent),
            Headers = MoveIf(request.Headers),
            FirstByte = MoveIf(request.FirstByte),
            FirstEvent = MoveIf(request.FirstEvent),
            FirstToken = MoveIf(request.FirstToken),
            FirstAnswer = MoveIf(request.FirstAnswer),
            LastToken = MoveIf(request.LastToken),
            Ended = Move(request.Ended),
            Tokens = [.. request.Tokens.Select(Move)],
        };
    }
}
