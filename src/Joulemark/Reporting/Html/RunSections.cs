namespace Joulemark.Reporting.Html;

/// <summary>The sections of one run, in the order of a reader's questions: the answer, the figures, where the joules went, whether to believe them, how to repeat it.</summary>
internal static class RunSections
{
    public static Markup Of(ReportModel model) => Markup.Of($"""
        {AnswerSection.Of(model)}
        {SweepSection.Of(model)}
        <section><h2>Figures</h2>
        {FiguresSection.Of(model)}</section>
        {JudgementSection.Of(model)}
        {TimelineSection.Of(model)}
        {BreakdownSection.Of(model)}
        {ChartsSection.Of(model)}
        {LatencySection.Of(model)}
        {TrustSection.Of(model)}
        {DiagnosticsSection.Of(model)}
        <section><h2>Details</h2>
        {MetricsSection.Of(model)}</section>
        {EnvironmentSection.Of(model)}
        {RepeatSection.Of(model)}
        """);
}
