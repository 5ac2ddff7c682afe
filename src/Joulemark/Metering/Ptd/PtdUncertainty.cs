using System.Globalization;

namespace Joulemark.Metering.Ptd;

/// <summary>How uncertain the daemon holds its samples to be.</summary>
internal static class PtdUncertainty
{
    /// <summary>What MLPerf and SPEC allow.</summary>
    public const double Limit = 0.01;

    /// <summary>
    /// The mean of the answer to <c>Uncertainty</c>, <c>Uncertainty,{mean},{least},{most},{samples},{above the limit},{valid},{unknown}</c>,
    /// relative to the reading. Null where the daemon cannot tell.
    /// </summary>
    public static double? Parse(string answer)
    {
        var fields = answer.Split(',');
        return fields.Length >= 2 && fields[0] == "Uncertainty"
            && double.TryParse(fields[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var mean) && double.IsFinite(mean) && mean > 0
            ? mean
            : null;
    }
}
