using System.CommandLine;
using Joulemark.Diagnostics;
using Joulemark.Metering;

namespace Joulemark.Cli.Commands;

/// <summary><c>--meter SOURCE</c>: sources to read beside those found on this machine.</summary>
internal static class MeterOption
{
    public static Option<string[]> Create() => new("--meter")
    {
        Description = "A source to read beside those found here: http://…/metrics, prometheus+http://…, redfish+https://…, ptd://…, or a meter file. May be given again.",
        HelpName = "SOURCE",
    };

    /// <exception cref="JoulemarkException">Exit code 2: a source is wrong.</exception>
    public static IReadOnlyList<MeterSource> Read(ParseResult parsed, Option<string[]> option) =>
        MeterSourceReader.Read(parsed.GetValue(option) ?? [], Environment.CurrentDirectory);
}
