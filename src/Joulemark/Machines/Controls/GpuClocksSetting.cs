using System.Globalization;
using Joulemark.Machines.Nvidia;

namespace Joulemark.Machines.Controls;

/// <summary>
/// The lock on a board's clock. NVML sets it and takes it away, and does not tell which one there is: a lock that somebody
/// set before is lost, and restoring it means taking ours away.
/// </summary>
internal sealed class GpuClocksSetting(GpuBoard board) : ISetting
{
    public const string Name = "gpu.clocks";
    public const string Unlocked = "unlocked";

    /// <summary>A board's clock has steps: 15 MHz on most, 7.5 on some.</summary>
    private const double Step = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    public string Control => Name;

    public string Target => board.Uuid;

    public string Label => board.Label;

    public string? Untouched => Unlocked;

    public SettingReading Read() => SettingReading.Unknown("NVML does not tell which clocks are locked");

    // There is no asking whether a board can lock its clocks but by trying; of the old ones it is known.
    public string? Problem(string value) => value == Unlocked ? null
        : board.Device.ReadArchitecture() is { } number && number < (uint)NvmlArchitecture.Volta
            ? $"boards of before Volta have no locked clocks, and this one is {(Enum.IsDefined((NvmlArchitecture)number) ? ((NvmlArchitecture)number).ToString() : "older")}"
        : board.Device.ReadMaxClock(NvmlClock.Graphics) is { } highest && ClockRange.Parse(value)!.Value.Highest > highest
            ? string.Create(CultureInfo.InvariantCulture, $"its highest clock is {highest}MHz") : null;

    public SettingWrite Write(string value) => board.Outcome(
        value == Unlocked ? board.Device.UnlockClocks() : ClockRange.Parse(value) is { } range ? board.Device.LockClocks(range.Lowest, range.Highest) : NvmlReturn.InvalidArgument);

    /// <summary>
    /// The clock itself must come down below the lock's upper end. An idle board may run slower than the lower end, so
    /// that is not looked at here.
    /// </summary>
    public string? Verify(string value)
    {
        if (ClockRange.Parse(value) is not { } range)
            return null; // that a lock is gone cannot be seen
        double? clock = null;
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Period)
        {
            clock = board.Device.ReadClock(NvmlClock.Graphics);
            if (clock <= range.Highest + Step)
                return null;
            Thread.Sleep(Period);
        }

        return clock is { } megahertz ? string.Create(CultureInfo.InvariantCulture, $"it runs at {megahertz}MHz") : "its clock cannot be read";
    }

    public string Command(string value) => board.Command(
        ClockRange.Parse(value) is { } range ? string.Create(CultureInfo.InvariantCulture, $"-lgc {range.Lowest},{range.Highest}") : "-rgc");
}
