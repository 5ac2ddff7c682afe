using Joulemark.Reporting;

namespace Joulemark.Tests.Reporting.Writers;

public sealed class OpenMetricsWriterContractTests : ReportWriterContractTests
{
    protected override IReportWriter CreateWriter() => BuiltIns.ReportWriter(".prom");
}
