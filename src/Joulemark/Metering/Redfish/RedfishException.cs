namespace Joulemark.Metering.Redfish;

/// <summary>A BMC that cannot be measured with, and what the user can do.</summary>
internal sealed class RedfishException(string reason, string remedy) : Exception(reason)
{
    public string Remedy { get; } = remedy;
}
