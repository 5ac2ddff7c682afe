using Joulemark.Reporting;

namespace Joulemark.Tests.Reporting.Writers;

public sealed class MarkdownWriterContractTests : ReportWriterContractTests
{
    protected override IReportWriter CreateWriter() => BuiltIns.ReportWriter(".md");
}
