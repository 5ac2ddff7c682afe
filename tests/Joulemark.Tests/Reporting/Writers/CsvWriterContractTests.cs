using Joulemark.Reporting;

namespace Joulemark.Tests.Reporting.Writers;

public sealed class CsvWriterContractTests : ReportWriterContractTests
{
    protected override IReportWriter CreateWriter() => BuiltIns.ReportWriter(".csv");
}
