using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;

namespace Joulemark.Reporting.Html;

/// <summary>The tables of figures, configuration by configuration.</summary>
internal static class FiguresSection
{
    public static Markup Of(ReportModel model) => Markup.Of($"""
        {(model.IsCommand ? Table(model, "Energy, time and power", FigureColumn.OfCommand, evidence: true) : Markup.Of($"""
            {Table(model, "Energy and accuracy", FigureColumn.EnergyAndAccuracy, evidence: true)}
            {Table(model, "Speed and power", FigureColumn.SpeedAndPower(model.Result), evidence: false)}
            """))}
        <p class="note">Intervals are 95 %. Windows give means (Student t), requests give percentiles (order statistics, wider where windows differ by more), answers give shares (Wilson);
        a dash is a figure that is missing, never zero. Point at a figure, or open “Every metric and how it was made”, for its method.</p>
        """);

    private static Markup Table(ReportModel model, string caption, IReadOnlyList<FigureColumn> columns, bool evidence) =>
        PageTable.Of(caption, Markup.Of($"{caption} {Badge(model, columns.Any(c => c.IsEnergy))}"), [.. model.Result.Configurations], [PageColumn<KeyValuePair<string, ConfigurationResult>>.Name("configuration", c => c.Key)],
        [
            .. columns.Select(column => new PageColumn<KeyValuePair<string, ConfigurationResult>>(Heading(model, column), c => Cell(column.Metric, c.Value))),
            .. (PageColumn<KeyValuePair<string, ConfigurationResult>>[])(evidence ? [new(Markup.Of($"<th scope=\"col\" title=\"measured windows behind the means\">windows</th>"), c => Windows(c.Value)), new(Markup.Of($"<th scope=\"col\">valid</th>"), c => Valid(model.ValidityOf(c.Key)))] : []),
        ]);

    private static Markup Heading(ReportModel model, FigureColumn column) => Markup.Of($"""
        <th scope="col" title="{column.Meaning}">{column.Heading}{Markup.If(column.IsEnergy && model.Provenance.IsModelled,
            () => Markup.Of($"<span class=\"modelled-tag\">{model.Provenance.Short}</span>"))}</th>
        """);

    /// <summary>The warning beside a table's name, where it has energy that was not measured.</summary>
    public static Markup Badge(ReportModel model, bool hasEnergy) => Markup.If(hasEnergy && model.Provenance.IsModelled, () => Markup.Of($"""
        <span class="badge modelled">{model.Provenance.Short}, not measured</span>
        """));

    /// <summary>A configuration's figure with its interval, or a dash with the reason.</summary>
    public static Markup Cell(string metric, ConfigurationResult result) =>
        ClientsFigures.Has(metric, result) ? Cell(null, MissingFigure.Why(metric, result))
        : result.Metrics.GetValueOrDefault(metric) is { Value: not null } estimate ? Cell(estimate, "") : Cell(null, MissingFigure.Why(metric, result));

    /// <summary>A figure with its interval, or a dash.</summary>
    /// <param name="estimate">The figure.</param>
    /// <param name="why">Why it is missing, where it is.</param>
    public static Markup Cell(Estimate? estimate, string why)
    {
        if (estimate?.Value is null)
        {
            return Markup.Of($"<td class=\"missing\" title=\"missing: {why}\"><span aria-hidden=\"true\">–</span><span class=\"hidden\">missing: {why}</span></td>");
        }

        return Markup.Of($"<td title=\"{Describe(estimate)}\">{Figures.Short(estimate)}<span class=\"interval\">{Interval(estimate)}</span></td>");
    }

    /// <summary>All there is to say about a figure, for its tooltip.</summary>
    private static string Describe(Estimate estimate) =>
        $"{Figures.Value(estimate)}{(Figures.Range(estimate) is { } range ? $", 95 %: {range}" : "")}; n = {estimate.N}; {estimate.Method}";

    /// <summary>± for a mean of windows, the two ends for shares and percentiles, whose intervals lean.</summary>
    private static string Interval(Estimate estimate)
    {
        if (Figures.Range(estimate) is not { } range)
            return "no interval";
        return estimate.Unit is not ("1" or "s") && Figures.Spread(estimate) is { } spread ? spread : range;
    }

    private static Markup Windows(ConfigurationResult result) => Markup.Of($"""
        <td title="{(result.StoppedBy is { } by ? $"repeats ended by: {by}" : "what ended the repeats was not recorded")}">{result.Windows.Count}</td>
        """);

    private static Markup Valid(Validity validity) => Markup.Of($"""
        <td>{(validity.Valid ? Markup.Of($"<span class=\"yes\">yes</span>") : Markup.Of($"""
            <span class="no" title="{string.Join("; ", validity.Reasons.Select(r => $"{r.Code}: {r.Evidence}"))}">NO</span>
            <span class="interval">{string.Join(", ", validity.Reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal))}</span>
            """))}</td>
        """);
}
