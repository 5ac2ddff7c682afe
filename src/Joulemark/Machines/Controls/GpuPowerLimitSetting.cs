using System.Globalization;

namespace Joulemark.Machines.Controls;

/// <summary>A board's power limit.</summary>
internal sealed class GpuPowerLimitSetting(GpuBoard board) : ISetting
{
    public const string Name = "gpu.power-limit";

    /// <summary>Limits are kept by the milliwatt; drivers may round.</summary>
    private const double Tolerance = 0.5;

    public string Control => Name;

    public string Target => board.Uuid;

    public string Label => board.Label;

    public SettingReading Read() => board.Device.ReadPowerLimit() is { } milliwatts
        ? new SettingReading(Text(milliwatts / 1e3)) : SettingReading.Unknown("NVML gives no power limit for this board");

    public string? Problem(string value)
    {
        if (board.Device.ReadPowerLimitRange() is not { Lowest: { } lowest, Highest: { } highest })
            return null;
        return Watts(value) * 1e3 < lowest || Watts(value) * 1e3 > highest ? $"it takes {Text(lowest / 1e3)} to {Text(highest / 1e3)}" : null;
    }

    public SettingWrite Write(string value) => board.Outcome(board.Device.SetPowerLimit((uint)Math.Round(Watts(value) * 1e3)));

    public bool Holds(string found, string wanted) => Math.Abs(Watts(found) - Watts(wanted)) <= Tolerance;

    public string? Verify(string value)
    {
        if (VerifyRestored(value) is { } instead)
            return instead;
        return board.Device.ReadEnforcedPowerLimit() / 1e3 is { } inForce && inForce < Watts(value) - Tolerance
            ? $"something else limits the board to {Text(inForce)}" : null;
    }

    public string? VerifyRestored(string value) => Read().Value is var found && found is not null && Holds(found, value) ? null : $"it still reads {found ?? "nothing"}";

    public string Command(string value) => board.Command(string.Create(CultureInfo.InvariantCulture, $"-pl {Watts(value):0.###}"));

    public static string Text(double watts) => string.Create(CultureInfo.InvariantCulture, $"{watts:0.###}W");

    private static double Watts(string value) => double.Parse(value.AsSpan(0, value.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture);
}
