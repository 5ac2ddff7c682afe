namespace Joulemark.Metering.Ptd;

/// <summary>A daemon that answers, and whose answer means that it cannot be measured with.</summary>
internal sealed class PtdException(string reason, string remedy) : Exception(reason)
{
    /// <summary>What the user can do.</summary>
    public string Remedy { get; } = remedy;
}
