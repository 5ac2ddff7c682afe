namespace Joulemark.Metering.Ptd;

/// <summary>Where a daemon is, and the ranges to measure in: <c>ptd://analyzer:8888?volts=300&amp;amps=5</c>.</summary>
internal sealed record PtdAddress(string Host, int Port, PtdRanges Ranges)
{
    private const int DefaultPort = 8888;

    /// <exception cref="PtdException">The query says something else than ranges.</exception>
    public static PtdAddress Parse(Uri url)
    {
        var ranges = PtdRanges.Automatic;
        foreach (var part in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=') is [var n, var v] ? (n, v) : (part, "");
            if (string.Equals(value, PtdRanges.Auto, StringComparison.OrdinalIgnoreCase))
                value = PtdRanges.Auto;
            ranges = (name, PtdRanges.IsRange(value)) switch
            {
                ("volts", true) => ranges with { Volts = value },
                ("amps", true) => ranges with { Amps = value },
                _ => throw new PtdException($"its address says '{part}'", "After ? come ranges only: volts=300&amps=5, numbers or auto."),
            };
        }

        return new PtdAddress(url.Host, url.Port > 0 ? url.Port : DefaultPort, ranges);
    }

    public override string ToString() => $"{Host}:{Port}";
}
