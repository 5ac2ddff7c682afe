namespace Joulemark.Machines.Controls;

/// <summary>What reading a setting gave.</summary>
/// <param name="Value">The value; null where it is unknown.</param>
/// <param name="Reason">Why it is unknown.</param>
/// <param name="IsGone">True when what was set is no more, and its setting with it.</param>
internal readonly record struct SettingReading(string? Value, string? Reason = null, bool IsGone = false)
{
    public static SettingReading Unknown(string reason) => new(null, reason);
}
