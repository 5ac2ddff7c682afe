namespace Joulemark.Machines.Controls;

/// <summary>A board's persistence mode: the driver stays on it while nobody uses it, and its settings with it.</summary>
internal sealed class GpuPersistenceSetting(GpuBoard board) : ISetting
{
    public const string Name = "gpu.persistence";

    public string Control => Name;

    public string Target => board.Uuid;

    public string Label => board.Label;

    public SettingReading Read() => board.Device.ReadPersistence() is { } on
        ? new SettingReading(on ? "on" : "off") : SettingReading.Unknown("NVML gives no persistence mode for this board");

    public string? Problem(string value) => null;

    public SettingWrite Write(string value) => board.Outcome(board.Device.SetPersistence(value == "on"));

    public string Command(string value) => board.Command(value == "on" ? "-pm 1" : "-pm 0");
}
