using System.Globalization;
using Joulemark.Machines.Watching;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Machines.Watching;

/// <summary>CPUs whose settings somebody changes behind our back, and CPUs that get too hot.</summary>
public sealed class CpuWatchTests : IDisposable
{
    private readonly WatchFixture _host = new();

    [Theory]
    [InlineData("devices/system/cpu/cpu{0}/cpufreq/scaling_governor")]
    [InlineData("devices/system/cpu/cpufreq/policy{0}/scaling_governor")]
    public void Governor_ThatChanges_IsSaidOnce_WithFromToAndWhen(string file)
    {
        SetGovernors(file, "performance", 4);
        using var watch = new CpuSettingsWatch(_host.Paths);
        _host.Look(watch);
        _host.Look(watch);
        Assert.Empty(_host.Seen);
        SetGovernors(file, "powersave", 3);
        _host.Look(watch);
        _host.Look(watch);

        var seen = Assert.Single(_host.Seen);
        Assert.Equal(Disturbance.GovernorChanged, seen.Code);
        Assert.Contains("governor of 3 of 4 CPU policies was changed from performance to powersave", seen.Message, StringComparison.Ordinal);
        Assert.Equal((At(2), At(3)), (seen.Since, seen.Until)); // between two looks
    }

    [Fact]
    public void Governor_ThatTheRunItselfChanges_IsNone_AndWhatFollowsIsSeenAgain()
    {
        SetGovernors("devices/system/cpu/cpu{0}/cpufreq/scaling_governor", "powersave", 2);
        using var watch = new CpuSettingsWatch(_host.Paths);
        _host.Look(watch);
        using (_host.Changes.Begin())
        {
            SetGovernors("devices/system/cpu/cpu{0}/cpufreq/scaling_governor", "conservative", 2);
            _host.Look(watch);
            SetGovernors("devices/system/cpu/cpu{0}/cpufreq/scaling_governor", "performance", 2);
        }

        _host.Look(watch);
        _host.Look(watch);
        Assert.Empty(_host.Seen);
        SetGovernors("devices/system/cpu/cpu{0}/cpufreq/scaling_governor", "powersave", 2);
        _host.Look(watch);
        Assert.Contains("from performance to powersave", Assert.Single(_host.Seen).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("intel_pstate/no_turbo", Disturbance.TurboChanged)]
    [InlineData("cpufreq/boost", Disturbance.TurboChanged)]
    [InlineData("cpu1/cpufreq/scaling_max_freq", Disturbance.CpuLimitChanged)]
    public void Setting_ThatChanges_IsSaid(string file, string code)
    {
        _host.Sysfs.Write($"devices/system/cpu/{file}", "0");
        using var watch = new CpuSettingsWatch(_host.Paths);
        _host.Look(watch);
        _host.Sysfs.Write($"devices/system/cpu/{file}", "1");
        _host.Look(watch);
        Assert.Equal(code, Assert.Single(_host.Seen).Code);
        Assert.Contains("from 0", _host.Seen[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_ThatCannotBeReadForAWhile_HasNotChanged()
    {
        const string File = "devices/system/cpu/cpufreq/boost";
        _host.Sysfs.Write(File, "1");
        using var watch = new CpuSettingsWatch(_host.Paths);
        _host.Look(watch);
        System.IO.File.WriteAllText(Path.Combine(_host.Sysfs.Root, File), "");
        _host.Look(watch);
        _host.Sysfs.Write(File, "1");
        _host.Look(watch);
        Assert.Empty(_host.Seen);
    }

    [Fact]
    public void Cpu_ThatGetsTooHot_IsSeenForAsLongAsItIs()
    {
        Throttle(5);
        using var watch = new CpuThermalWatch(_host.Paths);
        _host.Look(watch);
        Throttle(7);
        _host.Look(watch);
        Throttle(8);
        _host.Look(watch);
        _host.Look(watch);
        var seen = Assert.Single(_host.Seen);
        Assert.Equal((Disturbance.CpuThrottled, At(1), At(4)), (seen.Code, seen.Since, seen.Until));
        Assert.Contains("2 times", seen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_WithoutAnyOfIt_IsWatchedInPeace()
    {
        using var settings = new CpuSettingsWatch(_host.Paths);
        using var thermal = new CpuThermalWatch(_host.Paths);
        _host.Look(settings);
        _host.Look(thermal);
        Assert.Empty(_host.Seen);
    }

    public void Dispose() => _host.Dispose();

    internal static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));

    private void SetGovernors(string file, string governor, int count)
    {
        for (var i = 0; i < count; i++)
            _host.Sysfs.Write(string.Format(CultureInfo.InvariantCulture, file, i), governor);
    }

    private void Throttle(int times)
    {
        for (var i = 0; i < 4; i++)
            _host.Sysfs.Write($"devices/system/cpu/cpu{i}/thermal_throttle/package_throttle_count", times.ToString(CultureInfo.InvariantCulture));
    }
}
