using Joulemark.Records;

namespace Joulemark.Serving;

/// <summary>A client that watches itself: its own delay must never pass for the server's.</summary>
public interface IClientWatch
{
    /// <summary>A window begins: what was seen before is forgotten.</summary>
    void Begin();

    /// <summary>A window ends: what was seen since <see cref="Begin"/>; null when nothing was.</summary>
    ClientLoad? End();
}
