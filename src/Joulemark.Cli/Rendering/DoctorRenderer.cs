using Joulemark.Machines.Controls;
using Joulemark.Machines.Leases;
using Joulemark.Running;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The checklist of <c>joulemark doctor</c>.</summary>
internal static class DoctorRenderer
{
    public static void Print(DoctorReport report)
    {
        var console = Terminal.For();
        foreach (var lease in report.Leases)
        {
            console.WriteLine($"{(lease.Restoration == Restoration.GivenUp ? "FAIL" : lease.IsDone ? "ok" : lease.Restoration == Restoration.Live ? "--" : "FAIL"),-4}  {lease.Message}");
            Remedy(lease.Remedy);
        }

        if (report.Leases.Count == 0)
            console.WriteLine("ok    no run has left a setting changed");
        foreach (var server in report.Servers)
        {
            console.WriteLine($"{(server.IsGone ? "ok" : "FAIL"),-4}  {server.Message}");
            Remedy(server.IsGone ? null : server.Removal);
        }

        foreach (var (configuration, outcomes) in report.Controls)
        {
            foreach (var outcome in outcomes)
            {
                console.WriteLine($"{(outcome.State == ControlState.Met ? "ok" : outcome.Mode == ControlMode.Warn ? "WARN" : "FAIL"),-4}  {configuration}: {outcome.Message}");
                Remedy(outcome.Remedy);
            }
        }

        void Remedy(string? text)
        {
            if (text is not null)
                console.WriteLine($"          {text}");
        }
    }
}
