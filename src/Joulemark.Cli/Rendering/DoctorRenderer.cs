using Joulemark.Machines.Leases;
using Joulemark.Running;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>What <c>joulemark doctor --restore</c> has put in order.</summary>
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

        void Remedy(string? text)
        {
            if (text is not null)
                console.WriteLine($"          {text}");
        }
    }
}
