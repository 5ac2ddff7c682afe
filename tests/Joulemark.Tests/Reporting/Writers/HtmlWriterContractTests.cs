using Joulemark.Reporting;

namespace Joulemark.Tests.Reporting.Writers;

public sealed class HtmlWriterContractTests : ReportWriterContractTests
{
    protected override IReportWriter CreateWriter() => BuiltIns.ReportWriter(".html");
}
