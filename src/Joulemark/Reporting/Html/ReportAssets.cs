using System.Security.Cryptography;
using System.Text;

namespace Joulemark.Reporting.Html;

/// <summary>The files that a page is made of, from this assembly.</summary>
internal static class ReportAssets
{
    /// <summary>The page, with <c>{{names}}</c> where its parts go.</summary>
    public static string Template { get; } = Read("report.html");

    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("report.css");

    /// <summary>What a disclosure sheet's style has beside.</summary>
    public static string Disclosure { get; } = Read("disclosure.css");

    /// <summary>What a comparison's page needs beside it.</summary>
    public static string ComparisonStyle { get; } = Read("compare.css");

    /// <summary>The scripts that draw the charts: what they share, the charts, and last what draws them.</summary>
    public static string Script { get; } = string.Concat(((string[])["report.js", "chart-power.js", "chart-energy.js", "chart-points.js", "chart-sweep.js", "chart-latency.js", "chart-history.js", "draw.js"]).Select(Read));

    /// <summary>The charting library.</summary>
    public static string Library { get; } = Read("echarts.min.js");

    /// <summary>A script's or a style sheet's source expression for the content security policy.</summary>
    public static string Source(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    /// <summary>The text of a file that the assembly carries.</summary>
    private static string Read(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource {name} is not in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // One kind of line end: a browser hashes scripts after turning CR LF into LF.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
