using Joulemark.Metrology;

namespace Joulemark.Load;

/// <summary>One request as a load shape wants it sent; the default is the task's next item, now.</summary>
public readonly record struct LoadRequest
{
    /// <summary>
    /// When it should be sent: what passes from then until it is sent is the client's own lateness. Null for now. A moment
    /// to come is waited for; what there is to prepare is prepared meanwhile.
    /// </summary>
    public Timestamp? Due { get; init; }

    /// <summary>Which item of the task; numbers beyond its end count on into further passes over it. Null for the next item.</summary>
    public int? Item { get; init; }

    /// <summary>Number of the query it is a sample of, where several samples make one query.</summary>
    public int? Query { get; init; }

    /// <summary>Where so many requests are in flight when it is due, it is not sent, which is reported. Null sends it always.</summary>
    public int? MostInFlight { get; init; }
}
