namespace Joulemark.Testing.Servers;

/// <summary>How a fake server cuts its stream into writes.</summary>
public enum FakeDelivery
{
    /// <summary>One write for each event.</summary>
    EventByEvent,

    /// <summary>One write for each byte, so that events and multi-byte characters split everywhere.</summary>
    ByteByByte,

    /// <summary>One write for the whole stream.</summary>
    Coalesced,
}
