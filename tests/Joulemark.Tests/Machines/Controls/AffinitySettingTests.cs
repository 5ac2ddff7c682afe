using System.Diagnostics;
using System.Globalization;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Leases;
using Joulemark.Machines.Linux;
using Xunit;

namespace Joulemark.Tests.Machines.Controls;

public sealed class AffinitySettingTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-3,8", new[] { 8, 0, 1, 3, 2 })]
    [InlineData("", new int[0])]
    public void List_IsWrittenAsTheKernelDoes(string text, int[] cpus) => Assert.Equal(text, CpuList.Format(cpus));

    [Fact]
    public void Tree_OfAProcess_IsMovedAndMovedBack()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs sched_setaffinity");
        Assert.SkipWhen(CpuAffinity.Of(0) is not { Count: > 1 }, "needs two CPUs");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 600 & echo up; wait"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            shell.StandardOutput.ReadLine();
            var child = Assert.Single(ProcessDescendants.Of("/proc", shell.Id), p => p != shell.Id);
            var setting = new AffinitySetting("cpu.affinity.server", "the server", "/proc", shell.Id, LeaseOwner.StartOf("/proc", shell.Id), withDescendants: true);
            var before = setting.Read().Value!;
            var one = CpuAffinity.Of(0)![1].ToString(CultureInfo.InvariantCulture);

            Assert.Null(setting.Problem(one));
            Assert.Equal(SettingWrite.Done, setting.Write(one));
            Assert.Equal(one, CpuList.Format(CpuAffinity.Of(child)!));
            Assert.Null(((ISetting)setting).Verify(one));
            Assert.Contains("this machine has CPUs", setting.Problem("8000"), StringComparison.Ordinal);

            CpuAffinity.Set(child, CpuList.Parse(before));
            Assert.Contains("CPUs of their own", setting.Problem(one), StringComparison.Ordinal);
            Assert.Equal(SettingWrite.Done, setting.Write(before));
            Assert.Equal(before, AffinitySetting.Of("cpu.affinity.server", "/proc", setting.Target, withDescendants: true)!.Read().Value);
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
            shell.WaitForExit();
        }

        Assert.True(AffinitySetting.Of("cpu.affinity.server", "/proc", $"process {shell.Id.ToString(CultureInfo.InvariantCulture)} 1", withDescendants: true)!.Read().IsGone);
    }
}
