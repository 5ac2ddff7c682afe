namespace Joulemark.Machines.Controls;

/// <summary>What looking at a control gave.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Found">What was found; null where nothing could be read.</param>
/// <param name="Detail">Why it cannot be told, or what there is to say beyond that; null for nothing.</param>
/// <param name="Remedy">How to get what is wanted; null where there is nothing to do.</param>
internal sealed record ControlFinding(ControlState State, string? Found, string? Detail = null, string? Remedy = null)
{
    public static ControlFinding Unknown(string reason, string? remedy = null) => new(ControlState.Unknown, null, reason, remedy);

    /// <summary>Met or not by whether the machine is as wanted.</summary>
    public static ControlFinding Of(bool met, string? found, string? remedy, string? detail = null) =>
        met ? new(ControlState.Met, found) : new(ControlState.Unmet, found, detail, remedy);
}
