namespace Joulemark.Machines.Controls;

/// <summary>How an attempt to set something ended.</summary>
/// <param name="Failure">Why it failed; null when it was taken.</param>
/// <param name="IsRefused">True when only the right to do it was missing, so that an administrator can.</param>
/// <param name="IsImpossible">True when nobody can do it here: the device or its driver has no such thing.</param>
internal readonly record struct SettingWrite(string? Failure, bool IsRefused = false, bool IsImpossible = false)
{
    /// <summary>Taken.</summary>
    public static readonly SettingWrite Done;

    public static SettingWrite Refused(string reason) => new(reason, IsRefused: true);

    public static SettingWrite Impossible(string reason) => new(reason, IsImpossible: true);

    /// <summary>True where it is certain that nothing has changed.</summary>
    public bool LeftAsItWas => IsRefused || IsImpossible;

    public static SettingWrite Failed(string reason) => new(reason);
}
